//! Strongly connected components (Tarjan 1972), without recursion: import chains can be long.

/// Gives `found` the strongly connected components of a graph: of what can be reached from `starts`, nodes below `count`, when `edges`
/// leads from a node to others. Each component comes after all those it leads to, its nodes in ascending order.
pub(crate) fn components<I: Iterator<Item = u32>>(
    starts: impl IntoIterator<Item = u32>,
    count: usize,
    edges: impl Fn(u32) -> I,
    mut found: impl FnMut(&[u32]),
) {
    const UNSEEN: u32 = 0;
    // Higher than the number of any node whose component is not complete yet.
    const DONE: u32 = u32::MAX;
    let mut number = vec![UNSEEN; count];
    let mut open: Vec<u32> = Vec::new();
    let mut next = UNSEEN;
    // A node, the lowest number known to be reached from it, and those of its edges that have not been followed.
    let mut path: Vec<(u32, u32, I)> = Vec::new();
    for start in starts {
        let mut entered = (number[start as usize] == UNSEEN).then_some(start);
        while entered.is_some() || !path.is_empty() {
            if let Some(node) = entered.take() {
                next += 1;
                number[node as usize] = next;
                open.push(node);
                path.push((node, next, edges(node)));
            }
            let Some((_, low, rest)) = path.last_mut() else { break };
            if let Some(to) = rest.next() {
                match number[to as usize] {
                    UNSEEN => entered = Some(to),
                    known => *low = known.min(*low),
                }
                continue;
            }
            let Some((node, low, _)) = path.pop() else { break };
            if let Some((_, above, _)) = path.last_mut() {
                *above = low.min(*above);
            }
            if low == number[node as usize] {
                let from = open.iter().rposition(|&other| other == node).unwrap_or(0);
                let component = &mut open[from..];
                for &member in &*component {
                    number[member as usize] = DONE;
                }
                component.sort_unstable();
                found(component);
                open.truncate(from);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    fn components<I: Iterator<Item = u32>>(
        starts: impl IntoIterator<Item = u32>,
        count: usize,
        edges: impl Fn(u32) -> I,
    ) -> Vec<Vec<u32>> {
        let mut found = Vec::new();
        super::components(starts, count, edges, |component| found.push(component.to_vec()));
        found
    }

    #[test]
    fn components_come_after_what_they_lead_to() {
        let edges = [vec![1], vec![2, 3], vec![0], vec![4], vec![4], vec![]];
        let found = components(0..6, 6, |node| edges[node as usize].iter().copied());
        assert_eq!(found, [vec![4], vec![3], vec![0, 1, 2], vec![5]]);
        assert_eq!(components([3], 6, |node| edges[node as usize].iter().copied()), [vec![4], vec![3]]);
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let count = 200_000;
        assert_eq!(components(0..count, count as usize, |node| [(node + 1) % count].into_iter()).len(), 1);
    }
}

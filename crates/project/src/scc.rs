//! Strongly connected components (Tarjan 1972), without recursion: import chains can be long.

/// The strongly connected components of a graph: of what can be reached from `starts`, nodes below `count`, when `edges` leads from a
/// node to others. Each component comes after all those it leads to, its nodes in ascending order.
pub(crate) fn components<I: Iterator<Item = u32>>(
    starts: impl IntoIterator<Item = u32>,
    count: usize,
    edges: impl Fn(u32) -> I,
) -> Vec<Vec<u32>> {
    const UNSEEN: u32 = u32::MAX;
    let mut found = Vec::new();
    let mut number = vec![UNSEEN; count];
    let mut low = vec![0; count];
    let mut is_open = vec![false; count];
    let mut open: Vec<u32> = Vec::new();
    let mut next = 0;
    // A node and those of its edges that have not been followed.
    let mut path: Vec<(u32, I)> = Vec::new();
    for start in starts {
        let mut entered = (number[start as usize] == UNSEEN).then_some(start);
        while entered.is_some() || !path.is_empty() {
            if let Some(node) = entered.take() {
                let at = node as usize;
                (number[at], low[at], is_open[at]) = (next, next, true);
                next += 1;
                open.push(node);
                path.push((node, edges(node)));
            }
            let Some((node, rest)) = path.last_mut() else { break };
            let (node, at) = (*node, *node as usize);
            if let Some(to) = rest.next() {
                if number[to as usize] == UNSEEN {
                    entered = Some(to);
                } else if is_open[to as usize] {
                    low[at] = low[at].min(number[to as usize]);
                }
                continue;
            }
            path.pop();
            if let Some(&(parent, _)) = path.last() {
                low[parent as usize] = low[parent as usize].min(low[at]);
            }
            if low[at] == number[at] {
                let from = open.iter().rposition(|&other| other == node).unwrap_or(0);
                let mut component = open.split_off(from);
                for &member in &component {
                    is_open[member as usize] = false;
                }
                component.sort_unstable();
                found.push(component);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::components;

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

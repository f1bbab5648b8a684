//! Strongly connected components (Tarjan 1972), without recursion: import chains can be long.

/// The strongly connected components of the graph in which node `n` has edges to `edges[n]`; each component after all those it leads
/// to, its nodes in ascending order.
pub fn components(edges: &[Vec<u32>]) -> Vec<Vec<u32>> {
    const UNSEEN: u32 = u32::MAX;
    let mut found = Vec::new();
    let mut number = vec![UNSEEN; edges.len()];
    let mut low = vec![0; edges.len()];
    let mut is_open = vec![false; edges.len()];
    let mut open: Vec<u32> = Vec::new();
    let mut next = 0;
    // A node and how many of its edges have been followed.
    let mut path: Vec<(u32, usize)> = Vec::new();
    for start in 0..edges.len() as u32 {
        if number[start as usize] != UNSEEN {
            continue;
        }
        path.push((start, 0));
        while let Some((node, followed)) = path.last_mut() {
            let at = *node as usize;
            if *followed == 0 {
                number[at] = next;
                low[at] = next;
                next += 1;
                open.push(*node);
                is_open[at] = true;
            }
            if let Some(&to) = edges[at].get(*followed) {
                *followed += 1;
                if number[to as usize] == UNSEEN {
                    path.push((to, 0));
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
                let from = open.iter().rposition(|&other| other as usize == at).unwrap_or(0);
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
        assert_eq!(components(&edges), [vec![4], vec![3], vec![0, 1, 2], vec![5]]);
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let count = 200_000;
        let edges: Vec<Vec<u32>> = (0..count).map(|node| vec![(node + 1) % count]).collect();
        assert_eq!(components(&edges).len(), 1);
    }
}

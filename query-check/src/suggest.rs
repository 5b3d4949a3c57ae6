//! Did you mean: the name that was most likely meant.

/// The candidate closest to `name`, if one is close enough to be what was meant.
///
/// Distance is counted in letters added, left out, replaced or swapped with their neighbour, at most a
/// third of the longer name's; case does not count, and neither does the order of a name's words
/// (`name_first` and `first_name`). Of equally close candidates the first one is chosen.
pub fn closest<C: AsRef<str>>(name: &str, candidates: impl IntoIterator<Item = C>) -> Option<C> {
    let lower = name.to_lowercase();
    let sorted = sorted_words(&lower);
    let letters_of_name = letters(&lower);
    let mut best: Option<(usize, C)> = None;
    for candidate in candidates {
        // Thousands of functions are looked at: most are ruled out by the letters they are made of.
        let most = (lower.len().max(candidate.as_ref().len()) / 3).max(1) as u32;
        let letters = letters(candidate.as_ref());
        let (missing, added) = (letters_of_name & !letters, letters & !letters_of_name);
        if missing.count_ones().max(added.count_ones()) > most {
            continue;
        }
        let other = candidate.as_ref().to_lowercase();
        let length = lower.chars().count().max(other.chars().count());
        let limit = match &best {
            Some((distance, _)) => distance.saturating_sub(1),
            None => (length / 3).max(1),
        };
        let distance = if lower == other {
            Some(0)
        } else if sorted.len() > 1 && sorted == sorted_words(&other) {
            (limit >= 1).then_some(1)
        } else {
            distance(&lower, &other, limit.min((length / 3).max(1)))
        };
        if let Some(distance) = distance
            && length > 1
            && best.as_ref().is_none_or(|(least, _)| distance < *least)
        {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Which bytes occur, 64 kinds told apart; a letter that one name lacks takes an edit of its own.
fn letters(name: &str) -> u64 {
    name.bytes().fold(0, |set, byte| set | 1 << (byte.to_ascii_lowercase() & 63))
}

fn sorted_words(name: &str) -> Vec<&str> {
    let mut words: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words
}

/// The edit distance with swaps of neighbours ("optimal string alignment"), if it is at most `limit`.
fn distance(left: &str, right: &str, limit: usize) -> Option<usize> {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    if left.len().abs_diff(right.len()) > limit {
        return None;
    }
    // Three rows of the usual table: the one before the last is needed for swaps.
    let mut before: Vec<usize> = vec![0; right.len() + 1];
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.iter().enumerate() {
        let mut row = vec![i + 1; right.len() + 1];
        for (j, r) in right.iter().enumerate() {
            let replaced = above[j] + usize::from(l != r);
            row[j + 1] = replaced.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *l == right[j - 1] && left[i - 1] == *r {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        if row.iter().min().is_some_and(|least| *least > limit) {
            return None;
        }
        before = above;
        above = row;
    }
    above.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::closest;

    const COLUMNS: [&str; 6] = ["id", "name", "type", "created_at", "updated_at", "first_name"];

    #[test]
    fn near_names_are_found() {
        for (typed, meant) in [
            ("nam", "name"),
            ("naem", "name"),
            ("nmae", "name"),
            ("Name", "name"),
            ("create_at", "created_at"),
            ("creatd_at", "created_at"),
            ("name_first", "first_name"),
            ("tpye", "type"),
        ] {
            assert_eq!(closest(typed, COLUMNS), Some(meant), "{typed}");
        }
    }

    #[test]
    fn far_names_are_not() {
        for typed in ["salary", "x", "", "n", "names_of_all"] {
            assert_eq!(closest(typed, COLUMNS), None, "{typed}");
        }
    }

    #[test]
    fn the_nearest_wins_and_ties_go_to_the_first() {
        assert_eq!(closest("nane", ["name", "nine"]), Some("name"));
        assert_eq!(closest("company_nam", ["company_namer", "company_name"]), Some("company_name"));
    }
}

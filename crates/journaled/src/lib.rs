//! A map that can be put back to what it was: how a state goes forward with a commit, and back where the commit fails,
//! at a cost of only what the commit changes. What it changed is also what the tables need to be told.

use std::borrow::Borrow;
use std::collections::{BTreeMap, btree_map};
use std::ops::Deref;

/// A map, and the values that its entries had before the changes of a commit under way. It reads like a [`BTreeMap`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journaled<K, V> {
    now: BTreeMap<K, V>,
    /// Of each changed entry the value at the last [`Journaled::settle`]; none where it was not there.
    before: BTreeMap<K, Option<V>>,
}

impl<K: Ord + Clone, V: Clone> Journaled<K, V> {
    /// Puts a value in; returns the one whose place it takes.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let old = self.now.insert(key.clone(), value);
        self.before.entry(key).or_insert_with(|| old.clone());
        old
    }

    /// A value, to be changed.
    pub fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Ord + ToOwned<Owned = K> + ?Sized,
    {
        let value = self.now.get_mut(key)?;
        if !self.before.contains_key(key) {
            self.before.insert(key.to_owned(), Some(value.clone()));
        }
        Some(value)
    }

    /// Takes a value out.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let old = self.now.remove(key)?;
        self.before
            .entry(key.clone())
            .or_insert_with(|| Some(old.clone()));
        Some(old)
    }

    /// Every entry that has changed since the last [`Journaled::settle`]: the value before, and the value now.
    pub fn changes(&self) -> impl Iterator<Item = (&K, Option<&V>, Option<&V>)> {
        let changed = self.before.iter();
        changed.map(|(key, before)| (key, before.as_ref(), self.now.get(key)))
    }

    /// Keeps all changes.
    pub fn settle(&mut self) {
        self.before.clear();
    }

    /// Takes all changes back.
    pub fn undo(&mut self) {
        for (key, before) in std::mem::take(&mut self.before) {
            match before {
                Some(value) => self.now.insert(key, value),
                None => self.now.remove(&key),
            };
        }
    }
}

impl<K, V> Default for Journaled<K, V> {
    fn default() -> Self {
        Self {
            now: BTreeMap::new(),
            before: BTreeMap::new(),
        }
    }
}

impl<K, V> Deref for Journaled<K, V> {
    type Target = BTreeMap<K, V>;

    fn deref(&self) -> &BTreeMap<K, V> {
        &self.now
    }
}

impl<'a, K, V> IntoIterator for &'a Journaled<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = btree_map::Iter<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.now.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled() -> Journaled<u8, char> {
        let mut map = Journaled::default();
        map.insert(1, 'a');
        map.insert(2, 'b');
        map.settle();
        map
    }

    /// Changes an entry twice, takes one out and back in, adds one, adds and takes out another.
    fn change(map: &mut Journaled<u8, char>) {
        map.insert(1, 'x');
        map.get_mut(&1).expect("there").clone_from(&'y');
        map.remove(&2);
        map.insert(2, 'z');
        map.insert(3, 'c');
        map.insert(4, 'd');
        map.remove(&4);
    }

    #[test]
    fn undoing_brings_back_what_was_settled() {
        let mut map = settled();
        change(&mut map);
        assert_ne!(*map, *settled());
        map.undo();
        assert_eq!(map, settled());
        change(&mut map);
        map.settle();
        let kept = map.clone();
        map.undo();
        assert_eq!(map, kept);
    }

    #[test]
    fn changes_are_told_against_what_was_settled() {
        let mut map = settled();
        change(&mut map);
        let changes: Vec<_> = map
            .changes()
            .map(|(key, before, now)| (*key, before.copied(), now.copied()))
            .collect();
        let expected = [
            (1, Some('a'), Some('y')),
            (2, Some('b'), Some('z')),
            (3, None, Some('c')),
            (4, None, None),
        ];
        assert_eq!(changes, expected);
    }
}

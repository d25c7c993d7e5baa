package dev.tollgate.ledger.credits;

import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rows in the order of their keys. Every change says how it is taken back. */
final class MemoryTable<K, V> {
  private final Deque<Runnable> undo;
  private final NavigableMap<K, V> rows;

  /**
   * @param undo gets what takes a change back; newest first
   */
  MemoryTable(Comparator<? super K> order, Deque<Runnable> undo) {
    this.rows = new TreeMap<>(order);
    this.undo = undo;
  }

  @Nullable V get(K key) {
    return rows.get(key);
  }

  boolean has(K key) {
    return rows.containsKey(key);
  }

  void put(K key, V row) {
    var before = rows.put(key, row);
    undo.push(() -> set(key, before));
  }

  void remove(K key) {
    var before = rows.remove(key);
    if (before != null) {
      undo.push(() -> set(key, before));
    }
  }

  private void set(K key, @Nullable V row) {
    if (row == null) {
      rows.remove(key);
    } else {
      rows.put(key, row);
    }
  }

  /** Rows whose keys are from the first on and before the second. */
  NavigableMap<K, V> between(K from, K to) {
    return rows.subMap(from, true, to, false);
  }

  NavigableMap<K, V> all() {
    return rows;
  }

  Collection<V> rows() {
    return rows.values();
  }

  /** What the table holds now; changes of it are none of the table's. */
  NavigableMap<K, V> copy() {
    return new TreeMap<>(rows);
  }

  void become(NavigableMap<K, V> copy) {
    rows.clear();
    rows.putAll(copy);
  }
}

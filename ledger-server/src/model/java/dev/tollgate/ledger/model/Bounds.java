package dev.tollgate.ledger.model;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How large a run is. All that is bounded here is small: a hole in the protocol needs few replicas,
 * few requests and one or two faults.
 *
 * @param replicas journals, those included that admit beside a retired one
 * @param holdMax the most credits that a request holds
 * @param records most records in one journal
 * @param grants most grants to one replica on one account
 */
record Bounds(
    int replicas,
    int requests,
    int holdMax,
    int records,
    int grants,
    List<Account> accounts,
    Map<Event, Integer> events) {

  /** An account and what it starts with. */
  record Account(Unit unit, int granted) {}

  Bounds {
    accounts = List.copyOf(accounts);
    events = Map.copyOf(events);
  }

  static Bounds of(int replicas, int requests, int holdMax, int records, int grants) {
    return new Bounds(replicas, requests, holdMax, records, grants, List.of(), Map.of());
  }

  /** With an account in credits: a wallet or a budget. */
  Bounds credits(int granted) {
    return with(new Account(Unit.CREDITS, granted));
  }

  /** With an account in requests: a quota. */
  Bounds requests(int granted) {
    return with(new Account(Unit.REQUESTS, granted));
  }

  private Bounds with(Account account) {
    var more = new ArrayList<>(accounts);
    more.add(account);
    return new Bounds(replicas, requests, holdMax, records, grants, more, events);
  }

  /** With an event that may happen once. */
  Bounds allow(Event event) {
    return allow(event, 1);
  }

  Bounds allow(Event event, int times) {
    var more = new EnumMap<Event, Integer>(Event.class);
    more.putAll(events);
    more.put(event, times);
    return new Bounds(replicas, requests, holdMax, records, grants, accounts, more);
  }

  int times(Event event) {
    return events.getOrDefault(event, 0);
  }

  boolean allows(Event event) {
    return times(event) > 0;
  }
}

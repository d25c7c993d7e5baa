/**
 * Which budgets and quotas there are, for replicas and for people; what they do to accounts is in
 * {@code credits}. Main types: {@link dev.tollgate.ledger.limits.JdbcPolicies} and {@link
 * dev.tollgate.ledger.limits.JdbcBudgets}.
 */
@NullMarked
package dev.tollgate.ledger.limits;

import org.jspecify.annotations.NullMarked;

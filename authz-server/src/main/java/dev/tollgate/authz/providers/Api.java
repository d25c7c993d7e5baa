package dev.tollgate.authz.providers;

/** Which requests and answers a provider understands. */
public enum Api {
  /** Chat completions and embeddings. */
  OPENAI,
  /** Messages. */
  ANTHROPIC,
  /** A service that is no LLM: its own paths, whatever they are. Nothing is charged. */
  SERVICE
}

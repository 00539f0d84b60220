"""How an answer is fetched: paced, retried, bounded, redacted. Only `client` imports httpx."""

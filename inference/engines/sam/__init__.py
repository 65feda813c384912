"""What SAM 2 and its kin share: one frame's features, prompts as tokens, a bounded memory that travels as bytes."""

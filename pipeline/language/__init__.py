"""Language knowledge shared by all stages: tokenizers, sentences, and speaking time."""

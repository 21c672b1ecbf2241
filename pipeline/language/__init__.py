"""Knowledge of language that all stages share: tokenizers, sentences, and how long a text takes to say."""

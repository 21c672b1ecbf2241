"""What every stage knows of language: tokenizers, sentences, and how long a text takes to say."""

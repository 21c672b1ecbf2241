"""The AudioVAE: sound to latent frames and back, causal in both directions."""

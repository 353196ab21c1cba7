"""Other systems, asked the same questions over the same articles with the same embedder's weights."""

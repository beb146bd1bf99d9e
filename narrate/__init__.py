"""narrate: the audio edition of what you write."""

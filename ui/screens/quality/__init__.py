"""The place of the head of the centre: records worth a look, and a sample to telephone."""

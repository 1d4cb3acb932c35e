"""What the centre keeps about itself: health education, events, supervision."""

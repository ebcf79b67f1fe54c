"""What a leader needs: cover, hours, the effect of training, and the numbers of the brief."""

"""Models behind one face: `model.Model` is what the rest of the program sees, `ask` is how it is used."""

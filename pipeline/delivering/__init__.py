"""A production's finished files as one store, library or host wants them: `deliver/<purpose>/`."""

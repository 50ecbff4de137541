"""The simulated quadplane: a plane that takes off, lands and hovers on rotors."""

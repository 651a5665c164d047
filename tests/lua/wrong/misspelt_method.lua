return ("x"):fnid("y")

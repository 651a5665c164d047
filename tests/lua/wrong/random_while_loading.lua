return math.random()

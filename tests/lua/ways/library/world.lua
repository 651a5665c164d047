-- A world that the scenario brings along.
return { ["fan.minutes"] = 60, ["fan.activity"] = 0.5 }

return fl.scenario {}

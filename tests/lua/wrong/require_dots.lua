return require "../scene"

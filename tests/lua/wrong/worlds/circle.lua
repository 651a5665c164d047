return require "wrong.worlds.circle"

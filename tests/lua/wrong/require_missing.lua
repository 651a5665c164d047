return require "nothing.here"

-- A world of the user's own, with mistakes.
local hour = 60
return {
  ["fan.minutes"] = 25 * hour,
  ["fan.minuets"] = 2 * hour,
}

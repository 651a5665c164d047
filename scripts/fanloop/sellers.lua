-- Sellers of one's own: rooms of a brand, and what a variant changes of one.
--
--   local sellers = require "fanloop.sellers"
--   rooms = sellers.rooms("own", 6, 120, { category = "food", followers = fl.wan(30), start_minute = 720 })
--   variants = { slow = sellers.variant("own", { lead_days = 45 }) }
local fl = require "fanloop"
local sellers = {}

-- `count` rooms of a brand: "<brand>-1", "<brand>-2" and so on. `fields`: what fl.room takes besides, the same for all but `start_minute`, which
-- is that of the first room; each of the others begins `every` minutes after the one before.
function sellers.rooms(brand, count, every, fields)
  local rooms, of = {}, fl.options("sellers.rooms", fields, { "fl.room", "-id", "-brand", "start_minute!" })
  for i = 1, count do
    local room = { id = brand .. "-" .. i, brand = brand }
    for key, value in pairs(of) do room[key] = value end
    room.start_minute = of.start_minute + every * (i - 1)
    rooms[i] = fl.room(room)
  end
  return rooms
end

-- A variant that sets fields of one brand, room or policy: of "own", { lead_days = 45 } sets own.lead_days.
function sellers.variant(id, changes)
  local set = {}
  for key, value in pairs(changes) do set[id .. "." .. key] = value end
  return { set = set }
end

return sellers

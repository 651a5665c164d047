-- Rights of buyers as they are sold together: lists of fl.rights, one for each right.
--
--   local rights = require "fanloop.rights"
--   policies = { rights.trust_buy { coverage = 0.1, from = "2022-03-01" }, fl.festival { … } }
--
-- What the options say is said of every right of the list: all fields of fl.rights but `right`; `id` is the beginning of the ids.
-- fanloop params fl.rights lists them.
local fl = require "fanloop"
local rights = {}

local function bundle(name, list, usual)
  return function(given)
    local options = fl.options("rights." .. name, given, usual)
    local policies = {}
    for _, right in ipairs(list) do
      local of = {}
      for key, value in pairs(options) do of[key] = value end
      of.id = of.id .. "-" .. string.gsub(right, "_", "-")
      of.right = right
      policies[#policies + 1] = fl.rights(of)
    end
    return policies
  end
end

-- Trust Buy (信任购): nine times the price for a fake, refund without return, seven days, return freight, certificates, and 180 days
-- on used phones (docs/facts.md, 3.2). On every offer unless coverage says less.
rights.trust_buy = bundle("trust_buy",
  { "fake_nine", "refund_only", "seven_day", "shipping_cover", "certificate", "phone_warranty" },
  { id = "trust-buy", "fl.rights", "-right" })

-- The trust card (信任卡), for fans of good credit (rights.card_share): refund without return, free return, seven days.
rights.trust_card = bundle("trust_card", { "refund_only", "shipping_cover", "seven_day" },
  { id = "trust-card", eligible = "card", "fl.rights", "-right" })

return rights

local fl = require "fanloop"

-- A measure of the run so far: sum over sum. `read` gives both for one day.
local function so_far(read)
  local above, below = 0, 0
  return function(sim)
    if not sim.in_window then return nil end
    local a, b = read(sim)
    above, below = above + a, below + b
    return below > 0 and above / below or 0
  end
end

local function today(sim, column)
  local rows = sim:rows("governance_day")
  return rows[1] and rows[1][column] or 0
end

return fl.scenario {
  title = "Lemons: a platform that does not look",
  title_zh = "柠檬市场：不治理的平台",
  question = "What becomes of trust and sales when nobody looks for fakes, and how soon?",
  question_zh = "不打假，信任与销售会怎样，多久才显现？",
  world = fl.world("kuaishou-2022", {
    fans = 2e4,
    params = {
      ["governance.form"] = "game",
      ["governance.staff"] = 3000,
      ["governance.money"] = 9.6e5,
      ["governance.event_review"] = 1,
    },
  }),
  calendar = { warmup = 60, from = "2022-01-01", to = "2022-12-31" },
  metrics = {
    cheating = function(sim) return today(sim, "cheating") end,
    fakes_of_orders = so_far(function(sim) return today(sim, "fakes_bought"), sim.platform.orders end),
  },
  variants = {
    nobody_looks = { set = { ["governance.staff"] = 0, ["governance.money"] = 0, ["governance.event_review"] = 0 } },
  },
}

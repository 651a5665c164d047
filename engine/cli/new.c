// fanloop new: a commented scenario to start from.
#include "cli/command.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

// %s: the name, three times.
static const char template[] =
    "-- What is it: a festival with a subsidy, on a platform of the size of Kuaishou in 2022.\n"
    "-- Question: what does the subsidy add? `fanloop compare` runs the variants at the end with the same random numbers.\n"
    "-- Scope and limitations: orders of magnitude, not forecasts. 20,000 simulated fans take half a minute; take 200,000 for "
    "results.\n"
    "-- Knobs: the numbers below, and every name that `fanloop params` lists (--set name=value).\n"
    "-- Things to notice: the dip after the festival; the minute at which a day's subsidy is gone.\n"
    "-- Things to try: --set cashback.pacing=none, --set spring.seller_discount=0.15, another seed.\n"
    "--\n"
    "--   fanloop check %s.lua        what it is going to do\n"
    "--   fanloop run %s.lua          results/%s.sqlite and a summary\n"
    "local fl = require \"fanloop\"\n"
    "\n"
    "return fl.scenario {\n"
    "  name = \"%s\",\n"
    "  title = \"What does a cashback add to a spring festival?\",\n"
    "\n"
    "  -- A preset world, and how many fans are simulated: each stands for population / fans real ones.\n"
    "  world = fl.world(\"kuaishou-2022\", { fans = 20000 }),\n"
    "\n"
    "  -- The window of the question, and the days simulated before it, in which the platform settles.\n"
    "  calendar = { warmup = 180, from = \"2022-03-01\", to = \"2022-04-15\" },\n"
    "\n"
    "  -- Parameters of the model that differ from the world's (fanloop params lists them with unit and range).\n"
    "  params = {\n"
    "    -- [\"trust.gain_per_hour\"] = 0.1,\n"
    "  },\n"
    "\n"
    "  policies = {\n"
    "    fl.festival { id = \"spring\", from = \"2022-03-15\", to = \"2022-03-24\", peak = { \"2022-03-22\", \"2022-03-24\" } },\n"
    "    fl.subsidy { id = \"cashback\", from = \"2022-03-15\", to = \"2022-03-24\",\n"
    "      budget = 2e8, -- yuan in all\n"
    "      share = 0.15, -- of the price\n"
    "      cap = 30, -- yuan an order\n"
    "    },\n"
    "  },\n"
    "\n"
    "  -- A seller and a live room of your own. A room with few followers needs a focus world (docs/lua.md): in fl.world write\n"
    "  -- focus_fans = 8192, focus_weight = 400: of the fans, those who stand for the 3.3 million around it.\n"
    "  -- brands = { fl.brand { id = \"my-brand\", quality = 0.7, honesty = 0.9 } },\n"
    "  -- rooms = { fl.room { id = \"my-room\", brand = \"my-brand\", category = \"food\", followers = 150000 } },\n"
    "\n"
    "  -- What happens on a day: called every morning, when the rows are those of yesterday (docs/lua.md).\n"
    "  -- sim:policy reads the tables policy and policy_day, sim:room the tables room and room_day (docs/output.md).\n"
    "  -- Here: once half of the money is gone, pay less.\n"
    "  -- on_day = function(sim)\n"
    "  --   local cashback = sim:policy(\"cashback\")\n"
    "  --   if cashback.left_fen < cashback.budget_fen / 2 then sim:set(\"cashback.share\", 0.1) end\n"
    "  -- end,\n"
    "\n"
    "  -- The same scenario with changes, for `fanloop compare`. `set` takes what --set takes.\n"
    "  variants = {\n"
    "    neither = { without = { \"spring\", \"cashback\" } },\n"
    "    festival_only = { without = \"cashback\" },\n"
    "    subsidy_only = { without = \"spring\" },\n"
    "    -- deep = { set = { [\"cashback.share\"] = 0.3 } },\n"
    "  },\n"
    "  baseline = \"festival_only\", -- what the others are compared with: without it, the scenario itself\n"
    "\n"
    "  -- Measures of your own: called every evening, written to the table `metric`.\n"
    "  metrics = {\n"
    "    -- day = function(sim) return sim.day end,\n"
    "  },\n"
    "}\n";

static bool good_name(const char *name) {
  const char *plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  return name[0] && name[0] != '.' && name[0] != '-' && name[strspn(name, plain)] == '\0' && strlen(name) < 60;
}

int fl_command_new(const fl_args *args) {
  char name[256], path[300];
  snprintf(name, sizeof name, "%s", args->operands[0]);
  const size_t length = strlen(name);
  if (length > 4 && strcmp(name + length - 4, ".lua") == 0) name[length - 4] = '\0';
  if (!good_name(name)) return fl_wrong_use("new", fl_word(FL_W_bad_name), args->operands[0]);
  snprintf(path, sizeof path, "%s.lua", name);
  // O_EXCL: a file that is there stays as it is.
  const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0 && errno == EEXIST) {
    fl_tell(fl_word(FL_W_file_exists), path);
    return FL_EXIT_WRONG;
  }
  FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
  const bool written = out && fprintf(out, template, name, name, name, name) > 0;
  if (!out || fclose(out) != 0 || !written) {
    fl_tell("%s: %s", path, strerror(errno));
    if (fd >= 0) unlink(path);
    return FL_EXIT_FAILED;
  }
  if (!args->given[FL_OPTION_quiet]) fl_tell(fl_word(FL_W_written), path, path);
  return FL_EXIT_DONE;
}

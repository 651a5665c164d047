#include "lua/annotations.h"

#include "design/plan.h"
#include "fanloop/rows.h"
#include "fanloop/seller.h"
#include "params/choices.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LINE = 1024 };

static void line(const fl_writer *writer, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void line(const fl_writer *writer, const char *format, ...) {
  char text[LINE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text - 1, format, arguments);
  va_end(arguments);
  strcat(text, "\n");
  fl_write_text(writer, text);
}

// "a"|"b"|"c"
static const char *literals(const char *choices, char *out) {
  char name[FL_NAME_MAX];
  size_t used = 0;
  out[0] = 0;
  for (int64_t i = 0; fl_choice_name(choices, i, name) && used < LINE / 2; i++)
    used += (size_t)snprintf(out + used, LINE / 2 - used, "%s\"%s\"", i ? "|" : "", name);
  return out;
}

static const char *type_of(fl_kind kind, const char *choices, char *out) {
  char inner[LINE / 2];
  switch (kind) {
  case FL_KIND_REAL:
  case FL_KIND_MONEY: return "number";
  case FL_KIND_INT: return "integer";
  case FL_KIND_BOOL: return "boolean";
  case FL_KIND_DATE:
  case FL_KIND_TEXT:
  case FL_KIND_LINE: return "string";
  case FL_KIND_CHOICE: return literals(choices, out);
  case FL_KIND_SET: snprintf(out, LINE, "(%s)[]", literals(choices, inner)); return out;
  }
  return "any";
}

static void write_field(const fl_writer *writer, const char *name, const fl_field *field, bool optional) {
  char type[LINE];
  const bool dotted = strchr(field->name, '.') != NULL;
  line(writer, "---@field %s%s%s%s %s %s%s%s%s", dotted ? "[\"" : "", name, dotted ? "\"]" : "", optional ? "?" : "",
       field->kind == FL_KIND_TEXT && field->max > 0 ? "string|integer" : type_of(field->kind, field->choices, type),
       field->meaning, field->unit[0] ? " (" : "", field->unit, field->unit[0] ? ")" : "");
}

static void write_fields(const fl_writer *writer, const fl_fields *fields) {
  for (size_t i = 0; i < fields->count; i++)
    write_field(writer, fields->rows[i].name, &fields->rows[i], !fl_field_required(&fields->rows[i]));
}

static void write_setup(const fl_writer *writer, const char *lua_name, const char *name, bool optional) {
  write_field(writer, lua_name, fl_field_find(&fl_setup_fields, name), optional);
}

static void write_constructors(const fl_writer *writer) {
  line(writer, "---@class fanloop.Params");
  write_fields(writer, &fl_param_fields);
  for (int kind = 0; kind < FL_POLICY_KINDS; kind++) {
    const fl_fields *fields = fl_policy_fields((fl_policy_kind)kind);
    line(writer, "\n---@class fanloop.%s\n---@field id string Name of the policy", fields->what);
    if (kind == FL_FESTIVAL) line(writer, "---@field peak? string[] First and last day of the peak phase");
    write_fields(writer, fields);
  }
  char all[LINE] = "";
  for (int kind = 0; kind < FL_POLICY_KINDS; kind++) {
    const size_t used = strlen(all);
    snprintf(all + used, sizeof all - used, "%sfanloop.%s", kind ? "|" : "", fl_policy_kind_name((fl_policy_kind)kind));
  }
  line(writer,
       "\n---@alias fanloop.Policy %s\n--- A list in the list, as the shipped library makes them.\n---@alias fanloop.Policies "
       "(fanloop.Policy|false)[]",
       all);
  line(writer, "\n---@class fanloop.brand\n---@field strategy? fanloop.Strategy Called each morning of the window");
  write_fields(writer, &fl_brand_fields);
  line(
      writer,
      "\n---@class fanloop.room\n---@field strategy? fanloop.Strategy Called each morning of the window, behind that of its brand");
  write_fields(writer, &fl_room_fields);
  line(writer, "\n---@class fanloop.host");
  write_fields(writer, &fl_host_fields);
  line(writer, "\n---@class fanloop.World\n\n--- A world of your own: parameters, and the policies that stand in it.\n---@class "
               "fanloop.Preset: "
               "fanloop.Params\n---@field policies? (fanloop.Policy|fanloop.Policies)[]\n");
  line(writer, "---@class fanloop.WorldOptions");
  static const char *const world[] = {"fans", "rooms", "focus_fans", "focus_weight", "empty_start"};
  for (size_t i = 0; i < sizeof world / sizeof *world; i++) write_setup(writer, world[i], world[i], true);
  line(writer, "---@field params? fanloop.Params Parameters that differ from the preset");
  line(writer, "---@field without? string|string[] Ids of policies of the preset that do not stand in this world\n");
  line(writer, "---@class fanloop.Calendar");
  write_setup(writer, "warmup", "warmup", true);
  write_setup(writer, "from", "from", false);
  write_setup(writer, "to", "to", false);
  write_setup(writer, "flat", "flat_calendar", true);
}

static void write_rows(const fl_writer *writer) {
  for (int t = 0; t < FL_TABLES; t++) {
    const fl_table *table = &fl_tables[t];
    line(writer, "\n--- %s\n---@class fanloop.row.%s", table->doc, table->name);
    for (size_t i = 0; i < table->column_count; i++) {
      char type[LINE];
      const fl_column *column = &table->columns[i];
      line(writer, "---@field %s %s %s", column->name, type_of(column->kind, column->choices, type), column->doc);
    }
  }
}

static void write_sim(const fl_writer *writer) {
  const fl_table *tiers = &fl_tables[FL_T_tier_day];
  char tier[LINE] = "", source[LINE] = "";
  for (size_t i = 0; i < tiers->column_count; i++) {
    if (strcmp(tiers->columns[i].name, "tier") == 0) literals(tiers->columns[i].choices, tier);
    if (strcmp(tiers->columns[i].name, "source") == 0) literals(tiers->columns[i].choices, source);
  }
  fl_write_text(writer, "\n---@class fanloop.roomToday: fanloop.row.room_day, fanloop.row.room\n"
                        "---@class fanloop.policyToday: fanloop.row.policy_day, fanloop.row.policy\n"
                        "\n--- What hooks are given. Rows are those of yesterday in on_day, of today in metrics and on_end.\n"
                        "---@class fanloop.Sim\n"
                        "---@field date string Today, YYYY-MM-DD\n"
                        "---@field day integer Days since the first day of the warm-up\n"
                        "---@field days integer Days of the run, warm-up included\n"
                        "---@field in_window boolean Whether the warm-up is over\n"
                        "---@field fans integer Simulated fans\n"
                        "---@field platform? fanloop.row.platform_day Nil before the first evening\n"
                        "---@field census? fanloop.row.census The latest census, if there was one\n"
                        "local Sim = {}\n");
  line(writer, "---@param source %s\n---@return fanloop.row.source_day?\nfunction Sim:source(source) end", source);
  line(writer, "---@param tier %s\n---@param source %s\n---@return fanloop.row.tier_day?\nfunction Sim:tier(tier, source) end",
       tier, source);
  fl_write_text(writer, "---@param id string|integer Id or index\n---@return fanloop.roomToday\nfunction Sim:room(id) end\n"
                        "---@param id string|integer Id or index\n---@return fanloop.row.brand\nfunction Sim:brand(id) end\n"
                        "--- A host of the scenario's own, wherever it is; where it is nowhere, present is false and room -1.\n"
                        "---@param id string\n---@return fanloop.row.host_day\nfunction Sim:host(id) end\n"
                        "---@param id string|integer Id or index\n---@return fanloop.policyToday\nfunction Sim:policy(id) end\n"
                        "---@param id integer 0 to sim.fans - 1\n---@return table\nfunction Sim:fan(id) end\n"
                        "--- The present value of a parameter or \"<policy id>.<field>\".\n"
                        "---@param key string\n---@return number|string|boolean|string[]\nfunction Sim:get(key) end\n"
                        "--- Changes a lever from today on; in on_start and on_day.\n"
                        "---@param key string\n---@param value number|string|boolean|string[]\nfunction Sim:set(key, value) end\n"
                        "--- The latest rows of an output table.\n"
                        "---@param table string\n---@return table[]\nfunction Sim:rows(table) end\n");
}

static void write_strategies(const fl_writer *writer) {
  line(writer, "\n--- What a strategy sees this morning, of one real seller; it can be used while the strategy runs.\n"
               "---@class fanloop.SellerView");
  for (size_t i = 0; i < fl_seller_facts.count; i++)
    write_field(writer, fl_seller_facts.rows[i].name, &fl_seller_facts.rows[i], false);
  line(writer, "\n--- What a strategy decides; the rest stays as it is.\n---@class fanloop.Decision");
  for (size_t i = 0; i < fl_decision_fields.count; i++)
    write_field(writer, fl_decision_fields.rows[i].name, &fl_decision_fields.rows[i], true);
  fl_write_text(writer, "\n--- The table of a seller's own, kept from day to day.\n---@class fanloop.Seller\n---@field id "
                        "string\n---@field kind string\n"
                        "---@field [string] any\n"
                        "\n---@alias fanloop.Strategy fun(self: fanloop.Seller, view: fanloop.SellerView): fanloop.Decision?\n");
}

// What sweep, calibrate and optimise take.
static void write_plans(const fl_writer *writer) {
  static const char *const more[FL_PLAN_KINDS] = {
      "---@field list? table<string, number|string|boolean>[] The points, of design \"list\"\n"
      "---@field where? fun(point: table<string, number|string>): boolean Which points are kept\n",
      "---@field targets table<string, fanloop.Target> By key figure or metric\n",
      "---@field maximise? string Key figure or metric; this or minimise\n---@field minimise? string\n"
      "---@field limits? table<string, fanloop.Limit> By key figure or metric\n"};
  fl_write_text(writer, "\n--- How a lever moves in sweep, calibrate and optimise.\n---@class fanloop.Spread\n"
                        "\n---@class fanloop.Target\n---@field value number\n"
                        "---@field tolerance number Standard error of the target, in the unit of the figure\n"
                        "\n---@class fanloop.Limit\n---@field at_most? number\n---@field at_least? number\n");
  for (int kind = 0; kind < FL_PLAN_KINDS; kind++) {
    line(writer, "\n---@class fanloop.%s\n---@field factors table<string, fanloop.Spread> By lever, as --set takes it",
         fl_plan_names[kind]);
    fl_write_text(writer, more[kind]);
    write_fields(writer, &fl_plan_fields[kind]);
  }
}

static void write_spreads(const fl_writer *writer) {
  for (int kind = 0; kind < FL_SPREADS; kind++) {
    const fl_spread_info *about = fl_spread_about((fl_spread_kind)kind);
    char names[128] = "";
    if (kind == FL_SPREAD_levels) continue;
    line(writer, "--- Of a lever: %s.", about->meaning);
    for (size_t i = 0; i < about->arguments; i++) {
      const size_t used = strlen(names);
      snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "", about->argument[i]);
      line(writer, "---@param %s number", about->argument[i]);
    }
    if (about->cut) line(writer, "---@param low? number\n---@param high? number");
    line(writer, "---@return fanloop.Spread\nfunction fl.%s(%s%s) end", about->name, names, about->cut ? ", low, high" : "");
  }
  fl_write_text(writer,
                "--- Of a lever: these values, all alike.\n---@param values (number|string|boolean)[]\n"
                "---@return fanloop.Spread\nfunction fl.levels(values) end\n"
                "--- Of a lever: values at equal steps, both ends among them.\n---@param low number\n---@param high number\n"
                "---@param step number\n---@return fanloop.Spread\nfunction fl.grid(low, high, step) end\n");
}

static void write_module(const fl_writer *writer) {
  fl_write_text(writer,
                "\n---@class fanloop.Scenario\n"
                "---@field name? string Result files are named after it; the file's name by default\n"
                "---@field title? string What it is about, in one line\n"
                "---@field title_zh? string The same in Chinese, for --lang zh\n"
                "---@field question? string What to guess before the run shows it, in one line\n"
                "---@field question_zh? string The same in Chinese, for --lang zh\n"
                "---@field world fanloop.World\n"
                "---@field calendar fanloop.Calendar\n"
                "---@field seed? integer Key of every random number of the run\n"
                "---@field params? fanloop.Params\n"
                "---@field policies? (fanloop.Policy|fanloop.Policies|false)[]\n"
                "---@field brands? fanloop.Rows|(fanloop.brand|fanloop.Rows|fanloop.brand[])[]\n"
                "---@field rooms? fanloop.Rows|(fanloop.room|fanloop.Rows|fanloop.room[])[]\n"
                "---@field hosts? fanloop.Rows|(fanloop.host|fanloop.Rows|fanloop.host[])[]\n"
                "---@field on_start? fun(sim: fanloop.Sim)\n"
                "---@field on_day? fun(sim: fanloop.Sim)\n"
                "---@field on_end? fun(sim: fanloop.Sim)\n"
                "---@field metrics? table<string, fun(sim: fanloop.Sim): number?>\n"
                "---@field strategies? table<string, fanloop.Strategy> By kind of seller\n"
                "---@field variants? table<string, fanloop.Variant>\n"
                "---@field baseline? string Name of the variant that comparisons start from; the scenario itself by default\n"
                "---@field explain? string Name of the variant whose difference comparisons explain; the first by default\n"
                "---@field sweep? fanloop.sweep\n---@field calibrate? fanloop.calibrate\n---@field optimise? fanloop.optimise\n"
                "\n--- Changes of a scenario, made in this order.\n"
                "---@class fanloop.Variant\n"
                "---@field without? string|string[] Ids of policies that do not run\n"
                "---@field replace? table<string, fanloop.Policy> By the id of a policy, the one in its place\n"
                "---@field add? fanloop.Policy|(fanloop.Policy|fanloop.Policies|false)[]|false Policies that run "
                "here only\n"
                "---@field set? table<string, number|string|boolean> What --set takes\n"
                "\n---@class fanloop.Rows\n"
                "\n---@class fanloop\nlocal fl = {}\n"
                "---@param scenario fanloop.Scenario\n---@return fanloop.Scenario\nfunction fl.scenario(scenario) end\n"
                "---@param preset string|fanloop.Preset Name of a shipped world, or one of your own\n"
                "---@param options? fanloop.WorldOptions\n---@return fanloop.World\n"
                "function fl.world(preset, options) end\n");
  static const char *const constructors[] = {
#define FL_POLICY(kind, name, ...) #name,
#include "fanloop/policies.def"
      "brand", "room", "host"};
  for (size_t i = 0; i < sizeof constructors / sizeof *constructors; i++) {
    const char *name = constructors[i];
    line(writer, "---@param %s fanloop.%s\n---@return fanloop.%s\nfunction fl.%s(%s) end", name, name, name, name, name);
  }
  write_spreads(writer);
  fl_write_text(
      writer, "--- Brands, rooms or hosts from a CSV file in the scenario's folder; columns are the fields of fl.brand, fl.room "
              "and fl.host.\n"
              "---@param file string\n---@return fanloop.Rows\nfunction fl.csv(file) end\n"
              "--- The same from a SQLite file.\n"
              "---@param file string\n---@param query string One SELECT, or the name of a table or view\n---@return fanloop.Rows\n"
              "function fl.sqlite(file, query) end\n"
              "--- 亿: 1e8\n---@param x number\n---@return number\nfunction fl.yi(x) end\n"
              "--- 万: 1e4\n---@param x number\n---@return number\nfunction fl.wan(x) end\n"
              "---@param date string\n---@param days integer\n---@return string date\nfunction fl.add_days(date, days) end\n"
              "---@param from string\n---@param to string\n---@return integer days\nfunction fl.days_between(from, to) end\n"
              "--- 1 = Monday … 7 = Sunday\n---@param date string\n---@return integer\nfunction fl.weekday(date) end\n"
              "--- Reads the options of a function of a module: a new table with defaults; what is unknown is an error at the "
              "call. Entries of\n"
              "--- `defaults` without a key: \"name\" has none, \"name!\" must be said, \"fl.room\" is all that fl.room takes, "
              "\"-name\" not that.\n"
              "---@param name string\n---@param options? table\n---@param defaults table\n---@return table\n"
              "function fl.options(name, options, defaults) end\n"
              "\nreturn fl\n");
}

void fl_lua_write_annotations(const fl_writer *writer) {
  fl_write_text(writer, "---@meta fanloop\n"
                        "-- Generated from engine/include/fanloop/*.def for editors (LuaCATS); a test compares. Do not edit.\n\n");
  write_constructors(writer);
  write_rows(writer);
  write_sim(writer);
  write_strategies(writer);
  write_plans(writer);
  write_module(writer);
}

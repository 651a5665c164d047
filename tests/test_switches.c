// What the table of switches says: a lever of a mechanism that is off does nothing, whatever it is set to, and its switch makes it do
// something.
#include "params/switches.h"
#include "small_world.h"

// A few days of a few fans, with everything off, and a brand and a room of the scenario's own.
static fl_scenario quiet(void) {
  fl_scenario s = small_scenario();
  s.setup.fans = 600;
  s.setup.rooms = 60;
  s.setup.warmup = 2;
  s.setup.to = s.setup.from + 12;
  fl_brand_def *brand = fl_scenario_add_brand(&s);
  strcpy(brand->id, "soy");
  fl_room_def *room = fl_scenario_add_room(&s);
  strcpy(room->id, "soy-live");
  strcpy(room->brand, "soy");
  room->followers = 1000000;
  return s;
}

// Another value than it has: a choice's next, twice a number, or half where that is too much.
static void move(const fl_field *field, void *base) {
  if (field->kind == FL_KIND_SET) {
    fl_field_put_int(field, base, 1);
  } else if (field->kind == FL_KIND_REAL) {
    const double now = fl_field_real(field, base), up = now > 0 ? 2 * now : (field->min > 0 ? field->min : 0) + 0.5;
    fl_field_put_real(field, base, up <= field->max ? up : now / 2);
  } else {
    const int64_t now = fl_field_int(field, base), up = now > 0 ? 2 * now : 2;
    fl_field_put_int(field, base, (double)up <= field->max ? up : now != 1);
  }
}

typedef enum part { PARAM, BRAND, ROOM, PARTS } part;
static const fl_fields *const tables[PARTS] = {&fl_param_fields, &fl_brand_fields, &fl_room_fields};

static void *base_of(fl_scenario *s, part p) {
  return p == PARAM ? (void *)&s->params : p == BRAND ? (void *)s->brands : (void *)s->rooms;
}

static void levers_of_what_is_off_do_nothing(void **state) {
  (void)state;
  fl_scenario s = quiet();
  const small_run plain = small_go(&s);
  assert_true(plain.orders > 100);
  int levers = 0, faults = 0;
  for (part p = PARAM; p < PARTS; p++)
    for (size_t i = 0; i < tables[p]->count; i++) {
      const fl_field *field = &tables[p]->rows[i];
      const fl_switch_id id = fl_switch_of(tables[p], field);
      if (id == FL_SWITCHES || (p == ROOM && strcmp(field->name, "team") == 0)) continue; // a team is an error there
      fl_scenario other = quiet();
      assert_false(fl_switch_is_on(id, &other));
      move(field, base_of(&other, p));
      const small_run run = small_go(&other);
      fl_scenario_free(&other);
      levers++;
      if (strcmp(run.text, plain.text) == 0) continue;
      print_error("%s %s moves something without %s\n", tables[p]->what, field->name, fl_switches[id].shown);
      faults++;
    }
  fl_scenario_free(&s);
  assert_true(levers > 150);
  assert_int_equal(faults, 0);
}

// What stands before the first comma of `on` is a lever and its value.
static void what_switches_a_mechanism_on_does_so(void **state) {
  (void)state;
  for (int id = 0; id < FL_SWITCHES; id++) {
    char key[FL_NAME_MAX], value[FL_NAME_MAX];
    if (!fl_switches[id].off[0] || id == FL_SWITCH_rights) continue;
    assert_int_equal(sscanf(fl_switches[id].on, "%63[a-z._] = %63[^,]", key, value), 2);
    if (value[0] == '"') {
      memmove(value, value + 1, strlen(value));
      value[strcspn(value, "\"")] = '\0';
    }
    fl_scenario s = quiet();
    assert_false(fl_switch_is_on((fl_switch_id)id, &s));
    small_set(&s, key, value);
    assert_true(fl_switch_is_on((fl_switch_id)id, &s));
    fl_scenario_free(&s);
  }
}

static void policies_and_rooms_switch_on_as_well(void **state) {
  (void)state;
  static const struct {
    fl_policy_kind kind;
    fl_switch_id id;
  } of[] = {{FL_RIGHTS_POLICY, FL_SWITCH_rights},
            {FL_DEFECT, FL_SWITCH_recall},
            {FL_KUAI_PROGRAMME, FL_SWITCH_kuai},
            {FL_PROVIDER, FL_SWITCH_providers}};
  for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
    fl_scenario s = quiet();
    fl_policy *policy = fl_scenario_add_policy(&s, of[i].kind, "p");
    assert_true(fl_switch_is_on(of[i].id, &s));
    policy->off = true;
    assert_false(fl_switch_is_on(of[i].id, &s));
    fl_scenario_free(&s);
  }
  fl_scenario s = quiet();
  s.rooms[0].talent = 1;
  assert_true(fl_switch_is_on(FL_SWITCH_distribution, &s));
  fl_scenario_free(&s);
}

static void hooks_can_move_some_switches_only(void **state) {
  (void)state;
  assert_true(fl_switch_moves(FL_SWITCH_ads));
  assert_true(fl_switch_moves(FL_SWITCH_shelf));
  assert_true(fl_switch_moves(FL_SWITCH_rights));
  assert_false(fl_switch_moves(FL_SWITCH_hosts));
  assert_false(fl_switch_moves(FL_SWITCH_recall));
  // A switch needs no other.
  assert_int_equal(fl_switch_of(&fl_param_fields, fl_field_find(&fl_param_fields, "hosts.kept")), FL_SWITCHES);
  assert_int_equal(fl_switch_of(&fl_param_fields, fl_field_find(&fl_param_fields, "trust.memory")), FL_SWITCHES);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(levers_of_what_is_off_do_nothing), cmocka_unit_test(what_switches_a_mechanism_on_does_so),
      cmocka_unit_test(policies_and_rooms_switch_on_as_well), cmocka_unit_test(hooks_can_move_some_switches_only)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "params/seats.h"

#include "params/ids.h"

#include <stdlib.h>

typedef struct team {
  size_t named;                 // hosts of the scenario who name the room
  size_t holder[FL_SEATS_MOST]; // 1 + number of the host; 0: free
} team;

static uint32_t size_of(const fl_room_def *room, const team *t) {
  if (room->team > 0) return (uint32_t)room->team;
  return t->named < FL_SEATS_MOST ? (uint32_t)t->named : FL_SEATS_MOST;
}

static void seat_at(fl_seat *seat, team *t, size_t host, int64_t place) {
  seat->place = (uint32_t)place - 1;
  if (place > (int64_t)seat->team) {
    seat->seating = FL_SEAT_BEYOND;
  } else if (t->holder[seat->place]) {
    seat->seating = FL_SEAT_TAKEN;
    seat->other = t->holder[seat->place] - 1;
  } else {
    seat->seating = FL_SEATED;
    t->holder[seat->place] = host + 1;
  }
}

static void seat_anywhere(fl_seat *seat, team *t, size_t host) {
  uint32_t place = 0;
  while (place < seat->team && t->holder[place]) place++;
  seat->seating = FL_SEAT_NONE;
  if (place < seat->team) seat_at(seat, t, host, place + 1);
}

bool fl_scenario_seat(const fl_scenario *s, fl_seat *seats) {
  fl_id_ref *rooms = fl_ids_sort(s->room_count, sizeof *s->rooms, s->room_count ? s->rooms->id : NULL);
  team *teams = calloc(s->room_count + 1, sizeof *teams);
  const bool ok = teams && (rooms || !s->room_count);
  for (size_t h = 0; ok && h < s->host_count; h++) {
    seats[h] = (fl_seat){.room = fl_ids_find(rooms, s->room_count, s->hosts[h].room)};
    seats[h].seating = seats[h].room == SIZE_MAX ? FL_SEAT_NO_ROOM : FL_SEATED;
    if (seats[h].room != SIZE_MAX) teams[seats[h].room].named++;
  }
  for (int said = 1; said >= 0; said--)
    for (size_t h = 0; ok && h < s->host_count; h++) {
      const int64_t place = s->hosts[h].place;
      if (seats[h].room == SIZE_MAX || (place > 0) != said) continue;
      team *t = &teams[seats[h].room];
      seats[h].team = size_of(&s->rooms[seats[h].room], t);
      if (said)
        seat_at(&seats[h], t, h, place);
      else
        seat_anywhere(&seats[h], t, h);
    }
  free(rooms);
  free(teams);
  return ok;
}

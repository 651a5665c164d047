// The three scores of a room (M09): columns that exist only where they are kept. mechanisms/scores.c fills them; whoever allots traffic,
// money or rights asks here.
#ifndef FANLOOP_SCORES_H
#define FANLOOP_SCORES_H

#include <stdbool.h>
#include <stdint.h>

// Which score: the three of them, and the one that stands for all (weights scores.shop, scores.host, scores.goods).
typedef enum fl_score { FL_SCORE_ALL, FL_SCORE_SHOP, FL_SCORE_HOST, FL_SCORE_GOODS, FL_SCORES } fl_score;

// What the scores are made of.
typedef enum fl_score_part {
#define FL_SCORE_PART(name, ...) FL_PART_##name,
#include "agents/scores.def"
#undef FL_SCORE_PART
  FL_SCORE_PARTS
} fl_score_part;

// What goes wrong with deliveries, counted by offer: bad orders of four of the parts.
typedef enum fl_trouble { FL_TROUBLE_QUALITY, FL_TROUBLE_LATE, FL_TROUBLE_COMPLAINT, FL_TROUBLE_DETRACTOR, FL_TROUBLES } fl_trouble;

// The peers of a room: the rooms of its main category, each by the weight of what was observed of it.
typedef struct fl_peers {
  double mean, spread; // of the level
  double prior;        // of a part's own unit, that the peers' mean is worth beside one prior order
} fl_peers;

typedef struct fl_scores {
  // By room: what was bad, and of how much, within the window and over all its real rooms.
  double (*sum)[FL_SCORE_PARTS][2];
  double (*trouble)[FL_TROUBLES]; // by offer: bad orders within the window
  double (*score)[FL_SCORES];     // by room, 0..1; .5 is the peers' mean
  // Made anew each night from the sums:
  double (*level)[FL_SCORE_PARTS];   // by room: bad over all, drawn towards the peers' mean
  double (*part)[FL_SCORE_PARTS];    // by room: 0..1
  fl_peers (*peers)[FL_SCORE_PARTS]; // by category
} fl_scores;

static inline bool fl_scores_kept(const fl_scores *scores) {
  return scores->score != NULL;
}

// The gate for events, money, traffic and rights: whether the room's score reaches `least`. `choice` is an index into FL_SCORE_CHOICES
// (fanloop/field.h); where it is "reputation", or where no scores are kept, reputation counts.
static inline bool fl_score_passes(const fl_scores *scores, uint32_t room, int64_t choice, double reputation, double least) {
  return (choice > 0 && fl_scores_kept(scores) ? scores->score[room][choice - 1] : reputation) >= least;
}

// What a room is worth to those who allot traffic: reputation, or with the weight `share` (0..1) the score.
static inline double fl_score_standing(const fl_scores *scores, uint32_t room, fl_score which, double reputation, double share) {
  return fl_scores_kept(scores) ? reputation + share * (scores->score[room][which] - reputation) : reputation;
}

#endif

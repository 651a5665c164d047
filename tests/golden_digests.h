// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "ce3ffbdd389d47e5777c16afcd619b23" // no policies
#define GOLDEN_EVENTS "3cba9817d993e99803a31db7ecd98d83" // festival with red packets and flash offers, and a subsidy

#endif

// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "dc5f2523076784adb0e7f5e48bfe98e3" // no policies
#define GOLDEN_EVENTS "42801c317a2f55288d7f8597a69f7aef" // festival with red packets and flash offers, and a subsidy

#endif

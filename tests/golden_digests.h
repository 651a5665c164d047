// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "9fc462bddb23954e4cbeaf5855a65338" // no policies
#define GOLDEN_EVENTS "0d93c761fe63d18dc9f3062dbdad32ec" // festival with red packets and flash offers, and a subsidy

#endif

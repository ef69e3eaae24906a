/* Every handler of the route table, by page family. */
#ifndef BDG_HANDLERS_H
#define BDG_HANDLERS_H
#include "web/http.h"
#define H(name) bdg_handler_fn name
/* web/operators.c */
H(bdg_get_healthz);
#undef H
#endif

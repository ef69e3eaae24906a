/* What pages show of frameworks and their items: for their own pages, and for the tab Alignments. */
#ifndef BDG_FRAMEWORK_MODEL_H
#define BDG_FRAMEWORK_MODEL_H
#include "store/framework.h"
#include "web/http.h"
/* {value: "<framework>.<number>", name, code, about: "Standard, below Numeracy, of EQF", description, href: its address or ""}: a new reference. */
json_t *bdg_framework_item_model(const bdg_framework_found_t *item, int with_framework, apr_pool_t *pool);
#endif

/* Models of the pieces that many pages share (htdocs/templates/partials, admin/confirm). Texts are copied; NULL is "not there". Labels,
 * titles of tabs, and what a page of confirmation says are translated where they are literals. */
#ifndef BDG_PARTS_H
#define BDG_PARTS_H
#include "base/json.h"

/* partials/details: one more line; nothing without a value. */
void bdg_parts_detail(json_t *details, const char *label, const char *value, const char *href, const char *title);
/* One more tab of a thing. */
void bdg_parts_tab(json_t *tabs, const char *title, const char *href, int current);
/* One more option of a select. */
void bdg_parts_option(json_t *options, const char *value, const char *text, int selected);
/* Options for a language tag, a new reference: those of bdg_languages, and now where it is another; blank: words for none, or NULL. */
json_t *bdg_parts_languages(const char *now, const char *blank);

/* admin/confirm: the page of its own before a dangerous act. Addresses are complete (with the prefix). */
typedef struct bdg_confirm_t {
    const char *crumb, *back;            /* the thing's name, and its page, where "Go back" leads too */
    const char *heading, *text, *undo, *button;
    const char *points[5];               /* ends with NULL */
    const char *action;                  /* where to post to */
    int revision;                        /* of the thing, goes with the form */
} bdg_confirm_t;
void bdg_parts_confirm(json_t *model, const bdg_confirm_t *confirm);
#endif

/* Collections: what a person shows together, of several organisations and from elsewhere (core/imported.h), in their own order and words.
 *
 * The public page shows of it only what is in order: awards still to a proven address of theirs, neither rejected nor revoked; imported badges that were
 * valid at the last check and that name a proven address. edit: actor, id, revision, check; organisation_id is 0. */
#ifndef BDG_COLLECTION_H
#define BDG_COLLECTION_H
#include "core/edit.h"
#include "store/collection.h"

#define BDG_COLLECTION_NAME_MAX 120             /* characters */
#define BDG_COLLECTION_DESCRIPTION_MAX 2000

typedef struct bdg_collection_typed_t { const char *name, *description, *audience; } bdg_collection_typed_t;   /* audience: "private", "link", "listed" */
extern const char *const bdg_audience_words[];  /* the three, then NULL */

/* Flaws in "name", "description", "audience". BDG_E_CONFLICT: there are BDG_COLLECTIONS_MAX. */
bdg_err_t *bdg_collection_make(bdg_collection_t **out, const bdg_edit_t *edit, const bdg_collection_typed_t *typed) BDG_MUST_CHECK;
/* The same flaws. BDG_E_CONFLICT: another revision. */
bdg_err_t *bdg_collection_change(const bdg_edit_t *edit, const bdg_collection_typed_t *typed) BDG_MUST_CHECK;
bdg_err_t *bdg_collection_remove(const bdg_edit_t *edit) BDG_MUST_CHECK;

/* Puts it at the end. item: of the actor (the caller has looked it up as such). Fine when it is in already. BDG_E_CONFLICT: BDG_COLLECTION_ITEMS_MAX. */
bdg_err_t *bdg_collection_add(const bdg_edit_t *edit, const bdg_collection_item_t *item) BDG_MUST_CHECK;
typedef enum { BDG_ITEM_UP, BDG_ITEM_DOWN, BDG_ITEM_OUT } bdg_item_act_e;
/* Moves one a place, or takes it out. Fine when it is at the edge, or not there any more. */
bdg_err_t *bdg_collection_move(const bdg_edit_t *edit, const bdg_collection_item_t *item, bdg_item_act_e act) BDG_MUST_CHECK;
#endif

/* An organisation's landing page: what may stand on it. It is off until somebody publishes it. */
#ifndef BDG_CORE_LANDING_H
#define BDG_CORE_LANDING_H
#include "core/look.h"
#include "store/landing.h"

#define BDG_LANDING_TITLE_MAX 200      /* characters */
#define BDG_LANDING_LEAD_MAX 500
#define BDG_LANDING_BODY_MAX 20000
#define BDG_LANDING_ALT_MAX 300

/* As typed; NULL where a field was not sent. */
typedef struct bdg_landing_typed_t { const char *title, *lead, *body, *language, *picture_alt, *show_issuers, *show_badges; } bdg_landing_typed_t;
typedef enum { BDG_LANDING_AS_IT_IS, BDG_LANDING_PUBLISH, BDG_LANDING_TAKE_DOWN } bdg_landing_act_e;

/* The clean values in out; flaws in check. What was not typed keeps its value. */
bdg_err_t *bdg_landing_check(bdg_landing_t *out, bdg_check_t *check, const bdg_landing_typed_t *typed) BDG_MUST_CHECK;
/* edit->organisation_id, edit->revision (0: never saved). picture: another one; drop: none any more; else it stays. BDG_E_CONFLICT as always. */
bdg_err_t *bdg_landing_save(const bdg_edit_t *edit, const bdg_landing_typed_t *typed, const bdg_look_bytes_t *picture, int drop, bdg_landing_act_e act) BDG_MUST_CHECK;
#endif

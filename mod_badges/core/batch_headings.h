/* What headings mean: the words behind bdg_columns_guess(). plain: of bdg_heading_plain(). */
#ifndef BDG_BATCH_HEADINGS_H
#define BDG_BATCH_HEADINGS_H
#include "core/batch_columns.h"
/* The target that a heading names outright, and how sure that is; BDG_TARGET_NONE when it names none. */
int bdg_heading_target(const char *plain, bdg_sure_e *sure);
/* A target whose words are part of a longer heading ("student mail address"). */
int bdg_heading_near_target(const char *plain);
/* Do two headings mean the same in two languages ("Note", "Grade")? */
int bdg_headings_alike(const char *a, const char *b);
/* Beside a column for the other part of the name, does this one hold just the rest ("Vorname", "Name")? */
int bdg_heading_part_of_name(const char *plain, int other);
#endif

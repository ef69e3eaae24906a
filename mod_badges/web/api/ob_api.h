/* What the pages of the Open Badges 3.0 API share. */
#ifndef BDG_OB_API_H
#define BDG_OB_API_H
#define BDG_OB_LIMIT 50          /* credentials on a page when nobody says */
#define BDG_OB_LIMIT_MAX 100
#endif

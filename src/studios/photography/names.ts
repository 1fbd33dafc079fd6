/** Names under which this studio's work is kept in the database; changing one orphans what is stored. */
export const photoSubject = 'photo_work'
/** the parent of a work's photographs */
export const photographSet = 'photograph_set'
export const photographGeneration = 'photograph_generation'

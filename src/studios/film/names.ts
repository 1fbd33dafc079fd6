/** Names under which this studio's work is kept in the database; changing one orphans what is stored. */
export const filmSubject = 'film_project'
export const assetImageGeneration = 'asset_image_generation'
export const shotVideoGeneration = 'shot_video_generation'
export const filmExport = 'film_export'
/** told to the owner's devices when they changed something about it */
export const filmChanged = 'film.changed'
/** parents: several pictures or shots asked for at once */
export const assetImageBatch = 'asset_image_batch'
export const shotVideoBatch = 'shot_video_batch'

/** films are put together on our own machines */
export const exportLane = 'local:export'
/** where shots without a video configuration fail, without waiting behind anything */
export const unconfiguredLane = 'film:unconfigured'

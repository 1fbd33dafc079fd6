/** Names under which this studio's work is kept in the database; changing one orphans what is stored. */
export const taskSubject = 'task'
/** the parent of a task's pictures */
export const imageSet = 'image_set'
export const imageGeneration = 'image_generation'
export const model3dGeneration = 'model3d_generation'

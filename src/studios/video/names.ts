/** Names under which this studio's work is kept in the database; changing one orphans what is stored. */
export const videoSubject = 'video_project'
/** told to the owner's devices when they changed something about it */
export const videoChanged = 'video.changed'
export const videoScript = 'video_script'
/** one scene written anew */
export const sceneRewrite = 'video_scene_rewrite'
export const storyboardImage = 'storyboard_image_generation'
export const clipVideo = 'clip_video_generation'
export const narrationSpeech = 'narration_generation'
/** the parent of a storyboard's pictures */
export const storyboardSet = 'video_storyboard'
/** the parent of clips and narration */
export const production = 'video_production'
/** all of it put together */
export const videoFinal = 'video_final'

/** videos are put together on our own machines */
export const finalLane = 'local:final'

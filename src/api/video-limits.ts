/** Bounds that the page tells before they are met. */
export const videoLimits = {
  topicMax: 2000,
  audienceMax: 200,
  toneMax: 200,
  secondsMin: 5,
  secondsMax: 300,
  scenesMax: 60,
  sceneSecondsMin: 1,
  sceneSecondsMax: 30,
  titleMax: 120,
  narrationMax: 1200,
  shotMax: 2000,
} as const

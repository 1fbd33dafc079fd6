/** What the API takes at most, for the fields of the page; the API counts graphemes, a field counts a little less kindly. */
export const markTextCharsMax = 60
export const clothingCharsMax = 200
export const uploadsMax = 10

/** Whether and how answers to polls are compressed. */
export type CompressionOption = boolean;

import type { FailureCode, FailureWords, FieldCode } from './failures.en.ts'
import type { Params } from './locale.ts'

/** The same codes in Simplified Chinese; a code without words here fails the type check. */
export const failuresZhCN: Record<FailureCode, FailureWords> = {
  insufficient_credits: {
    title: '积分不足',
    message: (p) =>
      p.needed === undefined || p.available === undefined
        ? '积分不足'
        : `积分不足：需要 ${p.needed} 积分，可用 ${p.available} 积分，还差 ${Math.max(0, Number(p.needed) - Number(p.available))} 积分`,
    advice: '请补充积分或减少生成数量。没有扣除任何积分。',
  },
  invalid_input: {
    title: '输入有误',
    message: (p) => (p.detail === undefined ? '输入未被接受' : `输入未被接受：${p.detail}`),
    advice: '请修改后重试。',
  },
  content_rejected: { title: '未通过内容审核', message: (p) => (p.detail === undefined ? '服务商根据内容规则拒绝了这个提示词或图片' : `服务商根据内容规则拒绝了此请求：${p.detail}`), advice: '请修改提示词后重试。' },
  no_person_found: {
    title: '照片中没有找到人脸',
    message: () => '在上传的照片里没有找到人脸。',
    advice: '请换一张人脸清晰、光线充足、没有遮挡的照片。未扣除积分。',
  },
  config_not_found: { title: '缺少配置', message: () => '视频配置不存在', advice: '请先设置视频参数，再重试。' },
  unknown_job_type: {
    title: '未知的任务类型',
    message: (p) => `未知的任务类型: ${p.kind ?? p.type ?? '?'}`,
    advice: '请联系管理员启动支持该类型的工作节点。',
  },
  model_unavailable: {
    title: '模型不可用',
    message: (p) => `本站不再提供模型${p.model === undefined ? '' : ` ${p.model}`}`,
    advice: '请选择其他模型。未产生任何费用。',
  },
  provider_rate_limited: { title: '服务商限流', message: () => '服务商暂时不再接受请求，等待后仍未恢复', advice: '请几分钟后重试。' },
  provider_overloaded: { title: '服务商繁忙', message: () => '服务商繁忙，未接受此任务', advice: '请几分钟后重试。' },
  provider_timeout: { title: '服务商未响应', message: () => '服务商没有及时响应', advice: '请重试。' },
  provider_auth: { title: '服务商密钥无效', message: () => '服务商不接受本站的密钥', advice: '请联系管理员检查服务商密钥。' },
  provider_quota: { title: '服务商额度已用尽', message: () => '本站在服务商处的额度已用尽', advice: '请联系管理员充值。' },
  provider_failed: {
    title: '服务商生成失败',
    message: (p) => (p.detail === undefined ? '服务商报告生成失败' : `服务商报告生成失败：${p.detail}`),
    advice: '请重试，或修改提示词。',
  },
  script_unusable: {
    title: '脚本无法使用',
    message: (p) =>
      ({
        empty: '模型生成的脚本没有任何旁白',
        too_many_scenes: `模型生成的场景超过 ${p.max ?? 60} 个`,
        wrong_language: '模型使用的语言与要求不符',
        too_long: `模型生成的旁白过长：需要 ${p.neededSeconds ?? '更多'} 秒，只有 ${p.seconds ?? '更少'} 秒`,
      })[String(p.reason)] ?? '模型没有返回脚本',
    advice: '请重试，将重新生成脚本。未扣除积分。',
  },
  outcome_unknown: { title: '结果未知', message: () => '服务商无法告知结果。积分已退还，费用由我们承担', advice: '请重试。' },
  result_expired: { title: '结果已过期', message: () => '结果在保存之前已被服务商删除', advice: '请重试。' },
  storage_failed: { title: '保存失败', message: () => '结果无法保存', advice: '请重试。如再次出现，请联系管理员检查存储。' },
  worker_lost: { title: '处理中断', message: () => '处理此任务的机器多次中断', advice: '请重试。' },
  deadline_exceeded: { title: '处理超时', message: () => '处理时间超过上限，已停止', advice: '请重试。' },
  cancelled: { title: '已取消', message: () => '已取消', advice: '可以随时重新开始。' },
  internal: { title: '系统错误', message: () => '系统内部发生错误', advice: '请重试。如再次出现，请把任务编号告知管理员。' },

  unauthorized: { title: '请先登录', message: () => '您尚未登录，或密钥无效', advice: '请登录后重试。' },
  forbidden: { title: '没有权限', message: () => '此账户没有该权限', advice: '请使用有权限的账户或密钥。' },
  not_found: { title: '未找到', message: () => '这个地址下没有内容', advice: '请检查地址。' },
  method_not_allowed: { title: '不支持的操作', message: (p) => `此地址不支持 ${p.method ?? '该'} 方法`, advice: '请查看 API 文档。' },
  conflict: { title: '内容已变化', message: () => '内容已被其他操作更改', advice: '请刷新后再决定。' },
  illegal_event: {
    title: '当前不可操作',
    message: (p) => `当前状态（${p.status ?? '未知'}）下不能执行“${p.event ?? '此操作'}”`,
    advice: '请选择当前可用的操作。',
  },
  in_use: {
    title: '仍在使用',
    message: (p) => `${p.open === 1 ? '进行中的工作仍在读取它' : '有作品由它制作而成'}${p.titles ? `：${p.titles}` : ''}`,
    advice: '请等待相关工作结束；如果没有进行中的工作，也可以强制删除。',
  },
  film_empty: { title: '影片没有镜头', message: () => '没有可以合成的内容：影片还没有镜头', advice: '请先添加镜头。' },
  film_incomplete: { title: '部分镜头还没有视频', message: (p) => `${p.count ?? 1} 个镜头还没有视频：${p.names ?? ''}`, advice: '请先生成或删除它们，再导出。' },
  asset_in_use: { title: '镜头正在引用该素材', message: (p) => `${p.count ?? 1} 个镜头引用了该素材：${p.names ?? ''}`, advice: '请先从镜头中移除，或以“解除引用”方式删除。' },
  asset_without_picture: { title: '缺少图片', message: (p) => `${p.count ?? 1} 个被引用的素材还没有图片：${p.names ?? ''}`, advice: '请先生成或上传图片。未产生任何费用。' },
  too_many_items: { title: '数量已达上限', message: (p) => `这里最多 ${p.max ?? 0} 个`, advice: '请删除不需要的内容，或另建一部影片。' },
  orphan: { title: '内容已丢失', message: () => '它曾经生成或请求生成，但文件和任务都已不存在', advice: '请重新生成，或上传图片。' },
  idempotency_conflict: {
    title: '幂等键冲突',
    message: () => '此 Idempotency-Key 已用于另一个不同的请求',
    advice: '新的请求请使用新的键。',
  },
  price_changed: {
    title: '价格已变化',
    message: (p) => (p.credits === undefined ? '价格在您查看后已变化，没有扣除积分' : `价格已变化：现在是 ${p.credits} 积分，没有扣除积分`),
    advice: '请查看新价格后确认。',
  },
  payload_too_large: {
    title: '内容过大',
    message: (p) => (p.max === undefined ? '请求内容过大' : `请求内容超过 ${p.max} 字节`),
    advice: '请减少内容。',
  },
  unsupported_media_type: { title: '不支持的内容类型', message: () => '不支持此请求的内容类型', advice: '请发送 application/json。' },
  files_refused: { title: '没有文件被接收', message: () => '所有文件都无法使用', advice: '请查看每个文件的说明，然后选择其他文件。' },
  malformed_json: { title: 'JSON 格式错误', message: () => '请求正文不是有效的 JSON', advice: '请修正 JSON 后重新发送。' },
  rate_limited: { title: '请求过于频繁', message: () => '短时间内请求过多', advice: '请稍等片刻再继续。' },
  database_unavailable: {
    title: '马上恢复',
    message: () => '暂时无法连接数据库，没有丢失任何内容，也没有扣除积分',
    advice: '系统会自动恢复，请几秒后重试。',
  },
}

const megabytes = (bytes: unknown) => Math.round((Number(bytes) / 1024 / 1024) * 10) / 10

export const fieldsZhCN: Record<FieldCode, (p: Params) => string> = {
  prompt_empty: () => '请描述您想看到的画面。',
  topic_empty: () => '请填写视频主题。',
  script_empty: () => '视频至少需要一个场景。',
  too_many_scenes: (p) => `视频最多 ${p.max} 个场景${p.count === undefined ? '' : `，当前有 ${p.count} 个`}。`,
  scene_length: (p) => `每个场景时长为 ${p.min} 到 ${p.max} 秒。`,
  script_too_long: (p) => `全部场景总时长最多 ${p.max} 秒${p.seconds === undefined ? '' : `，当前为 ${p.seconds} 秒`}。`,
  not_unique: () => '不能重复出现。',
  prompt_too_long: (p) => `提示词过长：最多 ${p.max ?? 2000} ${p.unit === 'bytes' ? '字节' : '个字符'}。`,
  unknown_field: (p) => `未知字段${p.field === undefined ? '' : `“${p.field}”`}。`,
  wrong_type: (p) => `类型错误${p.expected === undefined ? '' : `：应为 ${p.expected}`}。`,
  out_of_range: (p) => (p.min === undefined || p.max === undefined ? '超出范围。' : `超出范围：应为 ${p.min} 到 ${p.max}。`),
  too_many: (p) => `过多：最多 ${p.max} 个。`,
  too_few: (p) => `过少：至少 ${p.min} 个。`,
  not_one_of: (p) => `此处不可用。可选：${p.allowed}。`,
  file_too_large: (p) => `文件过大：最大 ${megabytes(p.max)} MB。`,
  picture_too_small: (p) => `图片过小：每边至少 ${p.min} 像素。`,
  picture_too_long: (p) => `图片过长：长边最多为短边的 ${p.max} 倍。`,
  picture_too_large: (p) => `图片过大：每边最多 ${p.max} 像素。`,
  unknown_model: (p) => `没有模型“${p.model}”。可用模型见 GET /api/models。`,
  wrong_model_kind: (p) => `“${p.model}”生成的是 ${p.makes}，而不是 ${p.wanted}。`,
  provider_off: (p) => `“${p.model}”不可用：本站未设置 ${p.missing}。`,
  required: () => '此项必填。',
  invalid: () => '内容无效。',
  file_empty: () => '文件是空的。',
  file_type: () => '不支持这种文件。可以使用：PNG、JPEG、WebP、AVIF；MP4、WebM、MOV；WAV、MP3。',
  file_heic: () => '无法读取 HEIC 图片。请导出为 JPEG；iPhone 可在“设置 - 相机 - 格式”中选择“兼容性最佳”。',
  file_damaged: () => '文件已损坏或不完整。',
  too_many_pixels: (p) =>
    p.megapixels === undefined || p.max === undefined
      ? '图片像素过多。'
      : `图片有 ${p.megapixels} 百万像素；最多 ${p.max} 百万像素，且每边不超过 ${p.sideMax ?? 16_383} 像素。`,
  video_not_playable: (p) => `浏览器无法播放这种编码的视频，且视频太长，无法在此转换（最长 ${Math.round(Number(p.max ?? 180) / 60)} 分钟）。请导出为 H.264 编码的 MP4。`,
  ffmpeg_missing: () => '接收视频和音频需要 ffmpeg，而本站没有。请管理员安装 ffmpeg（Debian：apt install ffmpeg）或设置 FFMPEG_PATH，然后重新上传。图片不需要 ffmpeg。',
  file_not_stored: () => '文件未能保存，请重试。',
  file_unknown: () => '您没有这个文件。',
  not_a_picture: () => '这个文件不是图片。',
  model_without_references: (p) => `“${p.model}”不支持参考图片，无法为此人拍照。`,
  text_too_long: (p) => `内容过长：最多 ${p.max} 个字符。`,
  not_base64: () => '这不是 base64 编码。',
}

import { Document, WebIO } from '@gltf-transform/core'
import type { Solid, Surface } from './solid.ts'

/** The solid as a binary glTF 2.0, uncompressed; `texture` is a JPEG wrapped over the front. */
export async function glb(shape: Solid, texture: Uint8Array): Promise<Uint8Array> {
  const document = new Document()
  document.getRoot().getAsset().generator = 'Safelight procedural relief'
  const buffer = document.createBuffer()
  const image = document.createTexture('picture').setMimeType('image/jpeg').setImage(texture)
  const painted = document.createMaterial('picture').setBaseColorTexture(image).setRoughnessFactor(0.9).setMetallicFactor(0)
  const plain = document.createMaterial('plaque').setBaseColorFactor([0.045, 0.042, 0.04, 1]).setRoughnessFactor(0.85).setMetallicFactor(0)

  const primitive = (surface: Surface, material: typeof painted) => {
    const accessor = (type: 'VEC3' | 'VEC2', array: Float32Array) => document.createAccessor().setType(type).setArray(array as Float32Array<ArrayBuffer>).setBuffer(buffer)
    const made = document
      .createPrimitive()
      .setMaterial(material)
      .setAttribute('POSITION', accessor('VEC3', surface.position))
      .setAttribute('NORMAL', accessor('VEC3', surface.normal))
      .setIndices(document.createAccessor().setType('SCALAR').setArray(narrow(surface.indices, surface.position.length / 3)).setBuffer(buffer))
    return surface.uv ? made.setAttribute('TEXCOORD_0', accessor('VEC2', surface.uv)) : made
  }
  const mesh = document.createMesh('relief').addPrimitive(primitive(shape.front, painted)).addPrimitive(primitive(shape.body, plain))
  const scene = document.createScene('relief').addChild(document.createNode('relief').setMesh(mesh))
  document.getRoot().setDefaultScene(scene)
  return new WebIO().writeBinary(document)
}

/** 16-bit indices where they reach: half the bytes. 65,535 itself is reserved as the restart mark. */
function narrow(indices: Uint32Array, vertices: number): Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> {
  return vertices < 65_535 ? new Uint16Array(indices) : new Uint32Array(indices)
}

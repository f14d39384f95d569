import { Public } from '@countersign/nestjs'
import { Controller, Get } from '@nestjs/common'

@Controller('health')
export class HealthController {
  @Get()
  @Public()
  health(): { status: string } {
    return { status: 'ok' }
  }
}
